namespace AiStudio.Api.RateLimits;

/// <summary>So much of one limit.</summary>
/// <param name="OrganizationId">Whose counts; empty for strangers'.</param>
/// <param name="Subject">What is counted together.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Limit">How much of it a minute has.</param>
/// <param name="Amount">How much of it is asked for.</param>
internal sealed record RateAsk(Guid OrganizationId, string Subject, RateUnit Unit, long Limit, long Amount);
