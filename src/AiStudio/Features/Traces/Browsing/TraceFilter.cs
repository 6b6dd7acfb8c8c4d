using System.Globalization;
using AiStudio.Platform.Http;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>Which calls are looked for; what is null matters not.</summary>
internal sealed record TraceFilter
{
    /// <summary>From when on; a week ago when left out.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Whether <see cref="From"/> or <see cref="To"/> was asked for, and is not how far one looks without being asked.</summary>
    public bool ToTheMinute { get; init; }

    /// <summary>From this day of the organization on, whatever <see cref="From"/> says.</summary>
    public DateOnly? FirstDay { get; init; }

    /// <summary>Until the end of this day of the organization, whatever <see cref="To"/> says.</summary>
    public DateOnly? LastDay { get; init; }

    public Guid? UserId { get; init; }

    public Guid? ApiKeyId { get; init; }

    public Guid? AssistantId { get; init; }

    public Guid? PromptVersionId { get; init; }

    public string? Feature { get; init; }

    /// <summary>Asked for or answering.</summary>
    public string? Model { get; init; }

    public string? Provider { get; init; }

    /// <summary>One or several.</summary>
    public IReadOnlyList<string> Endings { get; init; } = [];

    /// <summary>A code, or <c>any</c> for every call that did not end well.</summary>
    public string? Error { get; init; }

    /// <summary>One of its tries failed at this provider, or was turned away there, whoever answered in the end.</summary>
    public string? FailedAt { get; init; }

    /// <summary>One of its tries failed with this model.</summary>
    public string? FailedOn { get; init; }

    /// <summary>One of its tries ended with this code; <c>any</c>, and nothing beside a provider or a model: with any but those of being passed over.</summary>
    public string? Attempt { get; init; }

    /// <summary>Whether its answer was given before.</summary>
    public bool Cached { get; init; }

    public AnswerFault? Answer { get; init; }

    /// <summary>At least so long, in milliseconds.</summary>
    public int? SlowMs { get; init; }

    /// <summary>At least so long to the first token, in milliseconds.</summary>
    public int? FirstMs { get; init; }

    /// <summary>At least so dear, in nano-dollars.</summary>
    public long? CostNanoUsd { get; init; }

    /// <summary>1 or -1.</summary>
    public int? Rating { get; init; }

    /// <summary>An id (call, turn, request, W3C trace), or words of the texts.</summary>
    public string? Words { get; init; }

    /// <summary>Whether texts are left alone, whatever <see cref="Words"/> says.</summary>
    public bool IdsAlone { get; init; }

    /// <summary>Those that follow this place of the list.</summary>
    public Place? After { get; init; }

    public Guid? Id => IdOf(Words);

    public string? TraceId => TraceIdOf(Words);

    /// <summary>Whether one of its tries failed is asked for.</summary>
    public bool AsksForTries => FailedAt is not null || FailedOn is not null || Attempt is not null;

    /// <summary>What is looked for in texts.</summary>
    public string? Text => Id is null && TraceId is null ? Words : null;

    /// <summary>The id of a call or a turn, with its hyphens: without them it is a W3C trace.</summary>
    public static Guid? IdOf(string? words) => Guid.TryParseExact(words, "D", out var id) ? id : null;

    public static string? TraceIdOf(string? words) =>
        words is null ? null : words.Length == 32 && words.All(char.IsAsciiHexDigit) ? words.ToLowerInvariant() : RequestId.TraceOf(words);

    /// <summary>Whether embeddings, which most other calls bring along, are not listed: they are asked for by their feature or an id, or with all that failed.</summary>
    public bool LeavesOutEmbeddings => this is { Feature: null, Id: null, TraceId: null, Error: null, AsksForTries: false } && (Endings.Count == 0 || Endings.Contains("completed"));

    /// <summary>Where a page ended.</summary>
    internal sealed record Place(DateTimeOffset StartedAt, Guid Id)
    {
        public static Place? Parse(string? text) =>
            text?.Split('_') is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParse(id, out var call)
                ? new Place(new DateTimeOffset(ticks, TimeSpan.Zero), call)
                : null;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StartedAt.UtcTicks}_{Id:n}");
    }
}
