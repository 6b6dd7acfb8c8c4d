using AiStudio.Features.Models.Caching;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Gateway.Upstream;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>The same prompt from everybody at once: an answer is shared inside one organization and one authorization scope, and only a whole, good one.</summary>
internal sealed class F10SharedAnswers : FaultCase
{
    private const int Alike = 100;

    public override string Fault => "same prompt from two organizations, keys, roles, prompt versions; bad answers; a hundred at once; near questions";

    public override async Task RunAsync(FaultRun run)
    {
        var node = await run.StartNodeAsync(
            options => options.MaxConcurrentCallsPerOrganization = 1_000, (services, _) => services.AddSingleton<IResponseStore>(new ResponseStore(run.Database.Studio)));
        await AlikeAsync(run, node);
        await ScopesAsync(run, node, semantic: false);
        await ScopesAsync(run, node, semantic: true);
        await BadAnswersAsync(run, node);
    }

    private static async Task AlikeAsync(FaultRun run, FaultNode node)
    {
        run.Route("alike", run.Candidate("alike"));
        run.Answers("alike", run.Random.Next(3, 20), new Script { ChunkDelayMs = run.Random.Next(0, 3) });
        var policy = Policy("member");

        var heard = await run.AskAllAsync(Enumerable.Range(0, Alike).Select(_ => (node, new Ask("alike", run.Coin) { Cache = policy })));

        run.Expect(heard.All(call => call.EndedWell), $"one of {Alike} equal calls failed");
        run.Expect(Asked(run, "alike") == 1, $"{Alike} equal calls asked the model {Asked(run, "alike")} times");
        run.Expect(heard.Count(call => call.Call is { CacheHit: not null, CostNanoUsd: 0 }) == Alike - 1, "an answer that was given again was not free, or not marked");
    }

    // Whatever is different, each asks the model for itself; by meaning, any question is near enough, so only the hard equalities stand between them.
    private static async Task ScopesAsync(FaultRun run, FaultNode node, bool semantic)
    {
        var model = semantic ? "meant" : "scoped";
        var other = await run.Database.CreateOrganizationAsync(name: "Other");
        var price = run.Price with { Id = Guid.CreateVersion7() };
        await run.PriceAsync(other.OrganizationId, price);
        var (mine, vectors) = (run.Candidate(model), run.Candidate("vectors", ProviderKind.OpenAi));
        run.Routes.Plans[model] = () => new([mine]);
        run.Routes.Plans[$"{model}-theirs"] = () => new([mine with { Price = price }]);
        run.Routes.Plans["vectors"] = () => new([vectors]);
        run.Routes.Plans["vectors-theirs"] = () => new([vectors with { Price = price }]);
        run.Answers(model, 5);
        var (keys, versions) = (new Guid?[] { null, Guid.CreateVersion7() }, new Guid?[] { Guid.CreateVersion7(), Guid.CreateVersion7() });
        var asks = (from caller in new[] { run.Caller, other }
                    from key in keys
                    from role in new[] { "member", "admin" }
                    from version in versions
                    select One(model, caller == other ? "-theirs" : "", caller, key, role, version, semantic)).ToArray();
        run.Random.Shuffle(asks);

        var heard = await run.AskAllAsync(asks.Select(ask => (node, ask)), atOnce: semantic ? 1 : 8);

        run.Expect(heard.All(call => call.EndedWell), $"failed: {heard.FirstOrDefault(call => !call.EndedWell)?.Failure?.Message}");
        run.Expect(heard.All(call => call.Call.CacheHit is null), $"{heard.Count(call => call.Call.CacheHit is not null)} answers crossed organization, key, role or prompt version{(semantic ? " by meaning" : "")}");
        var again = await run.AskAsync(node, asks[0] with { Prompt = semantic ? "Something else altogether" : asks[0].Prompt });
        run.Expect(again.Call.CacheHit is not null, "and yet the same caller did not get its own answer again");
    }

    private static Ask One(string model, string suffix, Caller caller, Guid? key, string role, Guid? version, bool semantic) => new(model + suffix, Stream: true)
    {
        Caller = LedgerDesk.CallerOf(caller) with { ApiKeyId = key },
        PromptVersion = version,
        Cache = Policy(role) with
        {
            Semantic = semantic ? new SemanticPolicy(Guid.Empty, "the question", Derived: 1, "documents-1", Threshold: -1, RecheckShare: 0, $"vectors{suffix}", model) : null,
        },
    };

    private static async Task BadAnswersAsync(FaultRun run, FaultNode node)
    {
        var bad = new (string Model, Script Script, bool Stream, int? MaxOutput)[]
        {
            ("cut", new Script { Fault = new Fault(run.Pick(FaultKind.Fin, FaultKind.Reset, FaultKind.End, FaultKind.Error)) { AfterChunks = run.Random.Next(1, 5) } }, true, null),
            ("long", new Script(), run.Coin, 3),
            ("tool", new Script { ToolCalls = [new("save", "{}")] }, run.Coin, null),
            ("refused", new Script { Status = run.Pick(400, 401) }, run.Coin, null),
        };
        foreach (var (model, script, stream, limit) in bad)
        {
            run.Route(model, run.Candidate(model));
            run.Provider.Scripts.Add(script with { Model = model, Tokens = Alphabet.Tokens(model, 8), Times = 1 });
            run.Answers(model, 8);
            var ask = new Ask(model, stream) { Cache = Policy("member"), MaxOutput = limit, Tools = model == "tool" ? [AIFunctionFactory.Create(() => "saved", "save")] : null };

            await run.AskAsync(node, ask);
            var second = await run.AskAsync(node, ask);

            run.Expect(second.Call.CacheHit is null && Asked(run, model) == 2, $"{second}: the answer of “{model}” was given again");
        }
    }

    private static int Asked(FaultRun run, string model) => run.Provider.Bill.Rows.Count(row => row.Model == model && row.Operation != Operation.Embeddings);

    private static CachePolicy Policy(string role) => new() { Scope = new(role, [], PrivateTo: null), Ttl = TimeSpan.FromHours(1) };
}
