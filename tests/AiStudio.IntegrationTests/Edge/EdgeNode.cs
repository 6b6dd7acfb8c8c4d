using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using AiStudio.Api;
using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>One node with the edge and nothing behind it but what a test maps, over real HTTP. Who calls is what the headers say.</summary>
internal sealed class EdgeNode : IAsyncDisposable
{
    private static readonly string MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly WebApplication _app;
    private readonly string _keyFile;

    private EdgeNode(WebApplication app, string keyFile)
    {
        (_app, _keyFile) = (app, keyFile);
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 100 }) { BaseAddress = new(app.Urls.First()), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Http { get; }

    public static async Task<EdgeNode> StartAsync(StudioTestDatabase database, Action<WebApplication> map, params (string Key, string? Value)[] settings)
    {
        var keyFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(keyFile, MasterKey);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Studio"] = database.AppConnectionString,
            ["Studio:MasterKeyFile"] = keyFile,
            ["Serilog:MinimumLevel:Default"] = "Warning",
            // What is measured says so.
            ["RateLimits:UserRequests"] = "0",
            ["RateLimits:ApiKeyRequests"] = "0",
            ["RateLimits:OrganizationRequests"] = "0",
            ["RateLimits:AddressRequests"] = "0",
        });
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddPlatform();
        builder.AddEdge();
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("test", null)
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(IdentityConstants.ApplicationScheme, null).AddSessionOrKey();
        builder.Services.AddAuthorization(options =>
        {
            options.AddStudioPolicies();
            options.AddCallerPolicies();
        });
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.AddWireForm());
        var app = builder.Build();
        app.UseAddressLimits();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseEdge();
        map(app);
        await app.StartAsync();
        return new EdgeNode(app, keyFile);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>A request of the caller; with a key id, of a program of theirs.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, Caller caller, Guid? apiKey = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("x-user", caller.UserId.ToString());
        request.Headers.Add("x-org", caller.OrganizationId.ToString());
        request.Headers.Add("x-role", caller.Role.ToName());
        if (apiKey is not null)
            request.Headers.Add("x-key", apiKey.ToString());
        return request;
    }

    /// <summary>As if the power went: from now on it reaches the database no more.</summary>
    public async Task LosePowerAsync() => await Get<NpgsqlDataSource>().DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        File.Delete(_keyFile);
    }

    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["x-user"] is not [{ } user])
                return Task.FromResult(AuthenticateResult.NoResult());
            List<Claim> claims =
            [
                new(ClaimTypes.NameIdentifier, user), new(StudioClaims.Organization, Request.Headers["x-org"].ToString()), new(ClaimTypes.Role, Request.Headers["x-role"].ToString()),
                new(StudioClaims.SecurityStamp, user),
            ];
            var principal = new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));
            if (Request.Headers["x-key"] is [{ } key])
                Context.Features.Set(new ApiKeyGrant(Guid.Parse(key), principal.ToCaller()!, new HashSet<ApiKeyScope>(), []));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, "test")));
        }
    }
}
