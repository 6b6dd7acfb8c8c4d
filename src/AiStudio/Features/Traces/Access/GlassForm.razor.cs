using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Access;

/// <summary>Asks an admin for the reason, and opens what is somebody else's.</summary>
public sealed partial class GlassForm
{
    private string _reason = "";
    private string? _problem;
    private bool _busy;

    /// <summary>Of the call that leads to what is opened.</summary>
    [Parameter, EditorRequired]
    public Guid CallId { get; set; }

    /// <summary>Whether the conversation is opened, or the texts of the turn alone.</summary>
    [Parameter]
    public bool Whole { get; set; }

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback OnOpened { get; set; }

    /// <summary>What is closed, and what opening it means.</summary>
    [Parameter, EditorRequired]
    public RenderFragment ChildContent { get; set; } = null!;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal GlassDesk Glass { get; init; } = null!;

    private async Task OpenAsync()
    {
        _busy = true;
        try
        {
            var caller = await Caller.GetAsync();
            var opened = Whole
                ? await Glass.OpenConversationAsync(caller, CallId, _reason, CancellationToken.None)
                : await Glass.OpenAsync(caller, CallId, _reason, CancellationToken.None);
            _problem = opened.Error?.Message;
            if (opened.Succeeded)
                await OnOpened.InvokeAsync();
        }
        catch (DbException)
        {
            _problem = "This chat could not be opened right now. Try again in a moment.";
        }
        finally
        {
            _busy = false;
        }
    }
}
