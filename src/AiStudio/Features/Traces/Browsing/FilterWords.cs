using System.Globalization;
using AiStudio.Features.Traces.Detail;
using AiStudio.Platform.Data;
using AiStudio.Shell.Controls;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>A filter as a sentence, with the names of what it names by ids.</summary>
internal static class FilterWords
{
    /// <param name="db">Whose names.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="lately">How the days are called that nobody chose.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<string> OfAsync(StudioDb db, TraceFilter filter, string lately, CancellationToken cancellationToken) =>
        $"Calls {string.Join(", ", Parts(filter, await NamesAsync(db, filter, cancellationToken), lately))}.";

    private static IEnumerable<string> Parts(TraceFilter filter, Names names, string lately)
    {
        if (filter.Id is not null || filter.TraceId is not null)
            yield return $"that belong to {filter.Words}";
        else
            yield return Days(filter, lately);
        if (filter.Rating is { } rating)
            yield return rating < 0 ? "rated thumbs down" : "rated thumbs up";
        if (filter.Feature is { } feature)
            yield return $"of the feature {feature}";
        if (filter.AssistantId is not null)
            yield return $"with the assistant {names.Assistant ?? "of an unknown id"}";
        if (filter.UserId is not null)
            yield return $"for {names.Person ?? "a person of an unknown id"}";
        if (filter.ApiKeyId is not null)
            yield return $"by the key {names.Key ?? "of an unknown id"}";
        if (filter.PromptVersionId is not null)
            yield return $"with the prompt version {names.Version ?? "of an unknown id"}";
        if (filter.Model is { } model)
            yield return $"on the model {model}";
        if (filter.Provider is { } provider)
            yield return $"answered by {provider}";
        if (filter.Endings is { Count: > 0 } endings)
            yield return $"that ended as {string.Join(" or ", endings)}";
        if (filter.Error is { } error)
            yield return error == "any" ? "that failed" : $"that failed with {error}";
        if (filter.AsksForTries)
            yield return Tries(filter);
        if (filter.Cached)
            yield return "answered from the cache";
        if (filter.Answer is { } fault)
            yield return fault == AnswerFault.Declined ? "whose answer declined" : "whose answer quotes what was not found";
        if (filter.SlowMs is { } slow)
            yield return $"that took at least {DecisionWords.Seconds(slow)}";
        if (filter.FirstMs is { } first)
            yield return $"whose first token took at least {DecisionWords.Seconds(first)}";
        if (filter.CostNanoUsd is { } cost)
            yield return $"that cost at least {Money.Format(cost)}";
        if (filter.Text is { } words)
            yield return $"in which somebody says “{words}”";
    }

    private static string Tries(TraceFilter filter) =>
        $"one of whose tries{(filter.FailedAt is { } at ? $" at {at}" : "")}{(filter.FailedOn is { } on ? $" with {on}" : "")} {(filter.Attempt is { } code and not "any" ? $"ended with {code}" : "failed")}";

    private static string Days(TraceFilter filter, string lately) => (filter.FirstDay, filter.LastDay) switch
    {
        ({ } first, { } last) when first == last => $"of {Day(first)}",
        ({ } first, { } last) => $"from {Day(first)} to {Day(last)}",
        ({ } first, null) => $"since {Day(first)}",
        (null, { } last) => $"{lately}, until {Day(last)}",
        _ when filter.ToTheMinute => $"between {Moment.Of(filter.From)} and {Moment.Of(filter.To)}",
        _ => lately,
    };

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private static Task<Names> NamesAsync(StudioDb db, TraceFilter filter, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        return db.Database.SqlQuery<Names>($"""
            select (select name from assistant where org_id = {organization} and id = {filter.AssistantId}::uuid) as "Assistant",
                   (select u.display_name from membership m join app_user u on u.id = m.user_id where m.org_id = {organization} and m.user_id = {filter.UserId}::uuid) as "Person",
                   (select name from api_key where org_id = {organization} and id = {filter.ApiKeyId}::uuid) as "Key",
                   (select p.name || ' ' || v.version from prompt_version v join prompt p on p.org_id = v.org_id and p.id = v.prompt_id
                    where v.org_id = {organization} and v.id = {filter.PromptVersionId}::uuid) as "Version"
            """).SingleAsync(cancellationToken);
    }

    private sealed record Names(string? Assistant, string? Person, string? Key, string? Version);
}
