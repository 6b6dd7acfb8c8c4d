using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Prompts;

/// <summary>What the words of a prompt cost before anything is asked or answered: they are paid for with every question.</summary>
internal sealed class PromptCost(IRouteTable routes)
{
    /// <summary>The alias it is reckoned with: the one that assistants ask unless told otherwise.</summary>
    public const string Model = "balanced";

    private const int Questions = 1_000;

    /// <summary>Of who is asked first behind <see cref="Model"/>; <see langword="null"/> when nobody is, or without a price.</summary>
    public async Task<ModelPrice?> PriceAsync(Caller caller, CancellationToken cancellationToken)
    {
        var plan = await routes.ResolveAsync(new GatewayCaller(caller.OrganizationId, caller.UserId, ApiKeyId: null, Feature: "prompts"), Model, cancellationToken);
        return plan?.Candidates[0].Price;
    }

    /// <summary>Of a thousand questions, in nano-dollars.</summary>
    public static long Of(ModelPrice price, string text) => Questions * price.CostOf(new TokenUsage { InputTokens = PromptTokens.Of(text), OutputTokens = 0 });
}
