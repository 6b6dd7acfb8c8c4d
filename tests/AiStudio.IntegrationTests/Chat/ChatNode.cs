using System.Net;
using System.Security.Cryptography;
using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Models;
using AiStudio.Features.Prompts;
using AiStudio.Features.Spend;
using AiStudio.Features.Traces;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;
using AiStudio.ProviderEmulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AiStudio.IntegrationTests.Chat;

/// <summary>One node: chat, gateway, ledger and the features they need, on the test's database, with the emulator as the provider.</summary>
internal sealed class ChatNode : IAsyncDisposable
{
    // Nodes of one installation share it.
    private static readonly string MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly WebApplication _app;
    private readonly string _keyFile;

    private ChatNode(WebApplication app, string keyFile) => (_app, _keyFile) = (app, keyFile);

    public TurnService Turns => Get<TurnService>();

    public TurnFeed Feed => Get<TurnFeed>();

    public ConversationService Conversations => Get<ConversationService>();

    public static async Task<ChatNode> StartAsync(StudioTestDatabase database, ProviderEmulatorHost? emulator = null, IChatClient? chat = null, TimeProvider? clock = null)
    {
        var keyFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(keyFile, MasterKey);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Studio"] = database.AppConnectionString,
            ["Studio:MasterKeyFile"] = keyFile,
            ["LocalModel:TokensPerSecond"] = "0",
            ["Serilog:MinimumLevel:Default"] = "Warning",
        });
        if (emulator is not null)
        {
            builder.Configuration["Providers:OpenAi:BaseUrl"] = emulator.OpenAiEndpoint.ToString();
            builder.Configuration["Providers:OpenAi:ApiKey"] = "sk-test-1234";
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.AddPlatform();
        builder.AddChat();
        builder.AddPrompts();
        builder.AddModels();
        builder.AddTraces();
        builder.AddSpend();
        builder.Services.AddKnowledgeForReading();
        if (chat is not null)
            builder.Services.AddSingleton(chat);
        if (clock is not null)
            builder.Services.AddSingleton(clock);
        var app = builder.Build();
        await app.StartAsync();
        return new ChatNode(app, keyFile);
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>An organization with everything a new one gets.</summary>
    public async Task<Caller> CreateOrganizationAsync(StudioTestDatabase database)
    {
        var owner = await database.CreateOrganizationAsync();
        await using var db = await Get<StudioDatabase>().BeginAsync(owner.Scope, CancellationToken.None);
        foreach (var feature in _app.Services.GetServices<IProvisionsOrganization>().OrderBy(feature => feature.Order))
            await feature.ProvisionAsync(db, owner.Scope, CancellationToken.None);
        await db.CommitAsync(CancellationToken.None);
        return owner;
    }

    public async Task<StartedTurn> AskAsync(Caller caller, string text, Guid? conversation = null)
    {
        var started = await Turns.AskAsync(caller, new AskRequest(conversation, null, text), CancellationToken.None);
        return started.Value ?? throw new InvalidOperationException(started.Error!.Message);
    }

    public async Task<List<TurnEvent>> WatchAsync(Caller caller, Guid turnId, int after = 0)
    {
        var events = new List<TurnEvent>();
        using var patience = Patience();
        await foreach (var one in Feed.WatchAsync(caller, turnId, after, patience.Token))
            events.Add(one);
        return events;
    }

    /// <summary>Watches until there is so much text.</summary>
    public async Task<TurnEvent> WatchUntilTextAsync(Caller caller, Guid turnId, int length = 1)
    {
        var seen = 0;
        using var patience = Patience();
        await foreach (var one in Feed.WatchAsync(caller, turnId, 0, patience.Token))
        {
            seen += one.Data is TextDelta delta ? delta.Text.Length : 0;
            if (seen >= length || one.Data is Finished)
                return one;
        }

        throw new InvalidOperationException("The turn ended without an end.");
    }

    public async Task<MessageView> AnswerAsync(Caller caller, StartedTurn turn)
    {
        var conversation = await Conversations.GetAsync(caller, turn.ConversationId, CancellationToken.None);
        return conversation.Value!.Messages.Single(message => message.Id == turn.AnswerId);
    }

    public Task ShutDownAsync() => _app.StopAsync();

    /// <summary>As if the power went: from now on it reaches the database no more.</summary>
    public async Task LosePowerAsync() => await Get<NpgsqlDataSource>().DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _app.DisposeAsync();
        File.Delete(_keyFile);
    }

    private static CancellationTokenSource Patience()
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        return patience;
    }
}
