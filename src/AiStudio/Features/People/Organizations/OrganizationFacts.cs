namespace AiStudio.Features.People.Organizations;

/// <summary>An organization as its settings show it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="TimeZone">An IANA name: days, months and budgets go by its clocks.</param>
/// <param name="HasCalls">Whether days are booked by these clocks, so that they stay.</param>
public sealed record OrganizationFacts(string Name, string TimeZone, bool HasCalls);
