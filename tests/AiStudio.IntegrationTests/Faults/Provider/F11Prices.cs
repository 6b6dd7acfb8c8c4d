using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using AiStudio.Features.Models;
using AiStudio.Gateway.Routing;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>No price, another price in the middle of a call, a damaged price list.</summary>
internal sealed class F11Prices : FaultCase
{
    public override string Fault => "unknown price, price changed in mid-call, price list damaged";

    public override async Task RunAsync(FaultRun run)
    {
        var node = await run.StartNodeAsync();
        await UnknownAsync(run, node);
        await ChangedAsync(run, node);
        Damaged(run);
    }

    private static async Task UnknownAsync(FaultRun run, FaultNode node)
    {
        run.Route("priceless", run.Candidate("priceless") with { Price = null });
        run.Answers("priceless", 3);

        var heard = await run.AskAsync(node, new Ask("priceless", run.Coin));

        run.Expect(heard.ErrorCode == "price_unknown", $"{heard}: a call without a price was let through");
    }

    private static async Task ChangedAsync(FaultRun run, FaultNode node)
    {
        var dearer = run.Price with { Id = Guid.CreateVersion7(), OutputPerMillion = run.Price.OutputPerMillion * 5 };
        await run.PriceAsync(run.Caller.OrganizationId, dearer);
        var before = run.Candidate("repriced");
        run.Route("repriced", before);
        run.Answers("repriced", 12);
        var at = run.Random.Next(1, 10);

        var during = await run.AskAsync(node, new Ask("repriced", Stream: true)
        {
            Between = seen =>
            {
                if (seen == at)
                {
                    run.Routes.Plans["repriced"] = () => new RoutePlan([before with { Price = dearer }]);
                }

                return Task.CompletedTask;
            },
        });
        var after = await run.AskAsync(node, new Ask("repriced", run.Coin));

        var books = await Books.ReadAsync(run.Database, run.Caller.OrganizationId);
        run.Expect(books.Ledger[during.Call.Id].Single().Price == run.Price.Id, $"{during}: booked at a price that came into force after it had begun");
        run.Expect(books.Ledger[after.Call.Id].Single().Price == dearer.Id, $"{after}: booked at a price that was not in force any more");
    }

    private static void Damaged(FaultRun run)
    {
        using var embedded = typeof(PriceCatalogue).Assembly.GetManifestResourceStream("catalogue.json")!;
        using var reader = new StreamReader(embedded);
        var sound = reader.ReadToEnd();
        var damaged = run.Random.Next(4) switch
        {
            0 => sound[..run.Random.Next(sound.Length - 2)],
            1 => sound.Replace("\"outputUsd\":", "\"outptuUsd\":", StringComparison.Ordinal),
            2 => sound.Replace("\"contextWindow\": ", "\"contextWindow\": -", StringComparison.Ordinal),
            _ => "{}",
        };
        try
        {
            PriceCatalogue.Read(new MemoryStream(Encoding.UTF8.GetBytes(damaged)));
            run.Expect(false, "a damaged price list was taken");
        }
        catch (Exception refused) when (refused is JsonException or ValidationException)
        {
            // As it should be: a start with it ends here.
        }
    }
}
