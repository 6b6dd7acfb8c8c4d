using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>The filter of the list. It writes into the address; whoever shows the list reads it from there.</summary>
public sealed partial class TraceFilters : IDisposable
{
    private static readonly (string Label, string Name, string Value)[] s_chips =
        [("Thumbs down", "rating", "down"), ("Failed", "error", "any"), ("Slow", "slow", "10"), ("From the cache", "cached", "yes")];

    private static readonly (string Label, string Name, string Kind, string Hint)[] s_fields =
    [
        ("From", "from", "date", ""), ("To", "to", "date", ""), ("Feature", "feature", "text", "chat"), ("Model", "model", "text", "balanced"), ("Provider", "provider", "text", ""),
        ("Ending", "ending", "text", "completed, failed, refused …"), ("Error", "error", "text", "rate_limited, or any"), ("Took at least, seconds", "slow", "text", "10"),
        ("First token after at least, seconds", "first", "text", "5"),
        ("Cost at least, dollars", "cost", "text", "0.05"), ("Prompt version id", "prompt", "text", ""), ("A try failed with", "attempt", "text", "provider_timeout, or any"),
        ("A try failed at the provider", "failedAt", "text", ""),
    ];

    private readonly CancellationTokenSource _leaving = new();
    private FilterChoices _choices = FilterChoices.None;
    private string? _problem;

    /// <summary>The address that says what is chosen: given, because a new one has to be shown.</summary>
    [Parameter, EditorRequired]
    public string Address { get; set; } = "";

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal FilterChoiceList Choices { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool Narrowed => s_fields.Any(one => one.Name is not ("error" or "slow") && this[one.Name] is not null) || this["assistant"] is not null || this["user"] is not null || this["answer"] is not null;

    // They come with a link and are never typed: all that is done with them is to let them go.
    private IEnumerable<(string Label, string Name)> Given =>
        from one in new[] { (Label: "From", Name: "since"), (Label: "Until", Name: "until"), (Label: "A try failed with the model", Name: "failedOn") }
        where this[one.Name] is not null
        select ($"{one.Label} {this[one.Name]}", one.Name);

    private string? this[string name] => QueryHelpers.ParseQuery(new Uri(Address).Query).TryGetValue(name, out var value) ? value.ToString() : null;

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _choices = await Choices.ReadAsync(await Caller.GetAsync(), _leaving.Token);
        }
        catch (DbException)
        {
            _problem = "Assistants and people cannot be listed right now. Open this page again in a moment.";
        }
    }

    // Another choice begins with its newest rows again.
    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["after"] = null, [name] = string.IsNullOrWhiteSpace(value) ? null : value.Trim() }));

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
