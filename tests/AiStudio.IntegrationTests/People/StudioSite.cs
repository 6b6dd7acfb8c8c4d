using System.Security.Cryptography;
using AiStudio.Features.People.Members;
using AiStudio.Features.People.Organizations;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.People;

/// <summary>The whole site in memory, over a database and a data directory of its own.</summary>
public sealed class StudioSite(TemplateDatabase template) : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private readonly string _directory = Directory.CreateTempSubdirectory("aistudio-site-").FullName;

    public StudioTestDatabase Database { get; } = new(template);

    internal WebApplicationFactory<Program> Host { get; private set; } = null!;

    /// <summary>Of every host of the site.</summary>
    internal IReadOnlyList<(string Key, string Value)> Settings { get; set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await File.WriteAllTextAsync(Path.Combine(_directory, "master.key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Host = NewHost();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Another node, or the same after a restart.</summary>
    internal WebApplicationFactory<Program> NewHost(Action<IServiceCollection>? configure = null, params (string Key, string Value)[] settings) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseSetting("ConnectionStrings:Studio", Database.AppConnectionString);
            builder.UseSetting("Studio:DataDirectory", _directory);
            builder.UseSetting("Studio:MasterKeyFile", Path.Combine(_directory, "master.key"));
            builder.UseSetting("Studio:PublicUrl", "https://studio.example.test");
            builder.UseSetting("SignIn:TriesPerMinute", "100000");
            builder.UseSetting("SignIn:RefusalMilliseconds", "0");
            foreach (var (key, value) in Settings.Concat(settings))
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services =>
            {
                // Hundreds of accounts are made here, and nothing is measured.
                services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000);
                configure?.Invoke(services);
            });
        });

    /// <summary>The settings of a node that is a process of its own.</summary>
    internal IEnumerable<(string Key, string Value)> ProcessSettings =>
    [
        ("ConnectionStrings:Studio", Database.AppConnectionString),
        ("Studio:DataDirectory", _directory),
        ("Studio:MasterKeyFile", Path.Combine(_directory, "master.key")),
        ("Studio:PublicUrl", "https://studio.example.test"),
        .. Settings,
    ];

    internal string DataFile(string name) => Path.Combine(_directory, name);

    internal Visitor NewVisitor(WebApplicationFactory<Program>? host = null) =>
        new((host ?? Host).CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new("https://localhost") }));

    /// <summary>A visitor who has signed in as the account with the usual password.</summary>
    internal async Task<Visitor> SignInAsync(string email)
    {
        var visitor = NewVisitor();
        await visitor.SignInAsync(email, Password);
        return visitor;
    }

    /// <summary>An account with the usual password, in no organization.</summary>
    internal async Task<AppUser> AddAccountAsync(string? email = null)
    {
        await using var scope = Host.Services.CreateAsyncScope();
        var user = new AppUser(email ?? $"{Guid.CreateVersion7():n}@example.test", "Some Body") { EmailConfirmed = true };
        var created = await scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>().CreateAsync(user, Password);
        Assert.True(created.Succeeded, created.ToString());
        return user;
    }

    /// <summary>A new organization through the service, with an owner who can sign in.</summary>
    internal async Task<Caller> AddOrganizationAsync(string name = "Acme")
    {
        var owner = await AddAccountAsync();
        await using var scope = Host.Services.CreateAsyncScope();
        var created = await scope.ServiceProvider.GetRequiredService<OrganizationService>().CreateAsync(name, owner, CancellationToken.None);
        return new Caller(created.Value!.Id, owner.Id, Role.Owner, owner.DisplayName, owner.Email!);
    }

    internal async Task<Caller> AddMemberAsync(Guid organizationId, Role role)
    {
        var user = await AddAccountAsync();
        await JoinAsync(organizationId, user.Id, role);
        return new Caller(organizationId, user.Id, role, user.DisplayName, user.Email!);
    }

    internal Task<int> JoinAsync(Guid organizationId, Guid userId, Role role) =>
        Database.ExecuteAsync("insert into membership (org_id, user_id, role) values ($1, $2, $3)", organizationId, userId, role.ToName());

    internal Task<string?> RoleOfAsync(Caller member) =>
        Database.ScalarAsync<string>("select case when disabled_at is null then role end from membership where org_id = $1 and user_id = $2", member.OrganizationId, member.UserId);

    internal MemberService Members => new(Database.Studio, TimeProvider.System);

    /// <summary>The newest mail to the address, when it has arrived. Mails are written after the answer.</summary>
    internal async Task<string> MailToAsync(string address, int number = 1)
    {
        var files = Host.Services.GetRequiredService<MailFiles>();
        for (var i = 0; i < 200; i++)
        {
            var found = new List<string>();
            foreach (var name in files.List())
            {
                if (await files.ReadAsync(name, CancellationToken.None) is { } mail && mail.StartsWith($"To: {address}\r\n", StringComparison.OrdinalIgnoreCase))
                {
                    found.Add(mail);
                }
            }

            if (found.Count >= number)
            {
                return found[0];
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"No mail number {number} to {address}.");
    }
}
