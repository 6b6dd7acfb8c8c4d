namespace AiStudio.Gateway.Budgets;

/// <summary>Asks for a running call's hold to be raised.</summary>
/// <param name="OrganizationId">Whose call it is.</param>
/// <param name="CallId">The call.</param>
/// <param name="TotalNanoUsd">What it is to hold in all, in nano-dollars.</param>
public sealed record HoldExtension(Guid OrganizationId, Guid CallId, long TotalNanoUsd);
