namespace AiStudio.Gateway;

/// <summary>Who a call is for: what budgets, limits and records are kept by.</summary>
/// <param name="OrganizationId">The tenant. Every port implementation works under this tenant only.</param>
/// <param name="UserId">The person, or <see langword="null"/> when a job acts for the organization itself.</param>
/// <param name="ApiKeyId">The API key of a program, or <see langword="null"/> in the browser.</param>
/// <param name="Feature">The feature tag spend is reported under, such as <c>chat</c>, <c>title</c> or <c>embedding</c>.</param>
public sealed record GatewayCaller(Guid OrganizationId, Guid? UserId, Guid? ApiKeyId, string Feature)
{
    /// <summary>
    /// The person in whose chat it is called, also when a program asks there or somebody else asks again; <see langword="null"/> where no chat is known.
    /// It is kept with the call's trace; no stage goes by it.
    /// </summary>
    public Guid? OwnerId { get; init; }
}
