using AiStudio.Platform.Results;

namespace AiStudio.Features.People.Organizations;

/// <summary>By whose clocks an organization's days, months and budgets go.</summary>
internal static class OrganizationZone
{
    public const string Default = "UTC";

    /// <summary>What there is to choose from. Browsers also know older names, which are taken as well.</summary>
    public static readonly IReadOnlyList<string> Names = [.. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).Select(zone => zone.Id).Append(Default).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Error: <c>organization_zone</c> (invalid).</summary>
    public static Error? Check(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) && found.HasIanaId
        ? null
        : Error.Invalid("organization_zone", "There is no such time zone. Use a name like Europe/Berlin.");
}
