using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>One key, with the buttons that the reader may press; they belong to the form around the table.</summary>
public partial class ApiKeyTableRow
{
    [Parameter, EditorRequired]
    public ApiKeyRow Key { get; set; } = null!;

    [Parameter, EditorRequired]
    public bool ShowsCreator { get; set; }

    private string State => Key switch
    {
        { RevokedAt: not null } => "Revoked",
        { Live: false } => "Over",
        { PreviousUntil: { } until } => $"Active, old secret until {Moment(until)}",
        { ExpiresAt: { } end } => $"Active until {Moment(end)}",
        _ => "Active",
    };

    private static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
