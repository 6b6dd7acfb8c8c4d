using AiStudio.Features.Models;
using AiStudio.Features.Prompts;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Evals.Playground;

/// <summary>Asks a version and a model a question that goes nowhere else. Through the gateway: it is metered and capped like every call.</summary>
internal sealed partial class PlaygroundDesk(StudioDatabase database, PromptService prompts, RouteTable routes, IChatClient chat, TimeProvider time, ILogger<PlaygroundDesk> logger)
{
    /// <summary>Under which name the spend report shows it.</summary>
    public const string Feature = "playground";

    private const int TokensAroundAMessage = 4;

    /// <summary>What can be asked: aliases by name, then the pinned ids behind them. What has no price is left out.</summary>
    public async Task<IReadOnlyList<string>> ModelsAsync(Caller caller, CancellationToken cancellationToken)
    {
        var known = await routes.RoutesOfAsync(caller.OrganizationId, cancellationToken);
        var aliases = known.Aliases.Keys.Where(alias => alias != ModelAlias.Embedding)
            .Select(alias => (alias, Candidates: known.Candidates(alias, time.GetUtcNow()).Where(candidate => candidate.Price is not null).ToList())).Where(alias => alias.Candidates.Count > 0).ToList();
        return
        [
            .. aliases.Select(alias => alias.alias).Order(StringComparer.Ordinal),
            .. aliases.SelectMany(alias => alias.Candidates).Select(candidate => candidate.ModelId).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// What would be sent, and the price. Errors: <c>no_prompt_version</c> (not found), <c>prompt_variable_missing</c>, <c>prompt_variable_kind</c>, <c>playground_question</c>
    /// and <c>price_unknown</c> (invalid), <c>admins_only</c> (forbidden).
    /// </summary>
    public async Task<Result<PlaygroundPlan>> PlanAsync(Caller caller, Guid versionId, string model, PlaygroundInput input, CancellationToken cancellationToken)
    {
        if (!PromptLibrary.MayManage(caller))
            return Error.Forbidden("admins_only", "Only admins use the playground.");
        var said = input.Messages.Where(message => !string.IsNullOrWhiteSpace(message.Text)).ToList();
        if (said is not [.., { IsAnswer: false }])
            return Error.Invalid("playground_question", "Write a question: the last message is yours.");
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<PromptVersion>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == versionId, cancellationToken) is not { } version)
            return PromptLibrary.NoVersion;
        var rendered = prompts.Render(version, input.Values);
        if (!rendered.Succeeded)
            return rendered.Error;
        IReadOnlyList<ChatMessage> messages = [new(ChatRole.System, rendered.Value.Text), .. said.Select(message => new ChatMessage(message.IsAnswer ? ChatRole.Assistant : ChatRole.User, message.Text))];
        var longest = Math.Clamp(rendered.Value.Settings.MaxOutputTokens ?? int.MaxValue, 1, Math.Max(1, input.LongestAnswer));
        var known = await routes.RoutesOfAsync(caller.OrganizationId, cancellationToken);
        var usage = new TokenUsage { InputTokens = messages.Sum(message => PromptTokens.Of(message.Text) + TokensAroundAMessage), OutputTokens = longest };
        var costs = known.Candidates(model, time.GetUtcNow()).Where(candidate => candidate.Price is not null)
            .Select(candidate => candidate.Price!.CostOf(usage with { OutputTokens = Math.Min(longest, candidate.MaxOutputTokens) })).ToList();
        return costs.Count == 0
            ? Error.Invalid("price_unknown", $"“{model}” is no model that has a price. Choose another one.")
            : new PlaygroundPlan(versionId, model, messages, rendered.Value.Settings with { MaxOutputTokens = longest }, costs.Max());
    }

    /// <summary>Asks, and fills in the answer as it comes. It never throws: what goes wrong is in the answer.</summary>
    public async Task AskAsync(Caller caller, PlaygroundPlan plan, PlaygroundAnswer answer)
    {
        using var call = new GatewayCall(new GatewayCaller(caller.OrganizationId, caller.UserId, ApiKeyId: null, Feature), plan.Model) { PromptVersionId = plan.VersionId };
        answer.Begin(call);
        try
        {
            await foreach (var update in chat.GetStreamingResponseAsync(plan.Messages, plan.Settings.For(call), CancellationToken.None))
                answer.Add(update.Text);
            answer.End(problem: null);
        }
        catch (GatewayException failure)
        {
            answer.End(failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogFault(failure, call.Id);
            answer.End("Something went wrong on our side. Try again.");
        }
    }

    [LoggerMessage(LogLevel.Error, "Call {CallId} of the playground failed")]
    private partial void LogFault(Exception exception, Guid callId);
}
