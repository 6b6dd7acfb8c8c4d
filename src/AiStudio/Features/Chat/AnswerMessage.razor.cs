using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace AiStudio.Features.Chat;

public sealed partial class AnswerMessage : IDisposable
{
    private const string Copied = "Copied";
    private (ShownMessage?, int, LocalClock?, string, bool, string?, bool) _drawn;
    private ShownMessage? _watched;
    private bool _commenting;
    private bool _keepsCases;
    private string? _note;

    [Parameter, EditorRequired]
    public ShownMessage Message { get; set; } = null!;

    /// <summary>The assistant's name.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public LocalClock Clock { get; set; } = null!;

    [Parameter]
    public EventCallback<ShownMessage> OnCopy { get; set; }

    [Parameter]
    public EventCallback<ShownMessage> OnRetry { get; set; }

    [Parameter]
    public EventCallback<AnswerRating> OnRate { get; set; }

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    private (ShownMessage?, int, LocalClock?, string, bool, string?, bool) Current => (Message, Message.Version, Clock, Name, _commenting, _note, _keepsCases);

    private string When => Message.IsRunning ? "answering now" : Clock.Stamp(Message.View.CreatedAt);

    private string? Steps => Message switch
    {
        { IsRunning: true, Gathered: { Passages: > 0 } read } => AnswerWording.Read(read.Passages, read.Documents, read.DurationMs),
        { View.Facts: { PassagesRead: > 0 } facts } => AnswerWording.Read(facts.PassagesRead, facts.DocumentsRead, facts.GatherMs),
        _ => null,
    };

    public void Dispose()
    {
        if (_watched is not null)
            _watched.Changed -= Redraw;
    }

    protected override async Task OnInitializedAsync() =>
        _keepsCases = Authentication is not null && (await Authentication).User.ToCaller()?.Role >= Role.Admin;

    protected override void OnParametersSet()
    {
        if (_watched == Message)
            return;
        Dispose();
        _watched = Message;
        _watched.Changed += Redraw;
    }

    protected override bool ShouldRender() => _drawn != Current;

    protected override void OnAfterRender(bool firstRender) => _drawn = Current;

    private static string Title(MessageState state) => state switch
    {
        MessageState.Stopped => "Stopped.",
        MessageState.Interrupted => "Interrupted.",
        _ => "No answer.",
    };

    private void Redraw() => _ = InvokeAsync(StateHasChanged);

    private string Pressed(int rating) => Message.View.Rating == rating ? "true" : "false";

    private async Task CopyAsync()
    {
        await OnCopy.InvokeAsync(Message);
        _note = Copied;
    }

    private async Task RateAsync(int rating)
    {
        var withdraw = Message.View.Rating == rating;
        await OnRate.InvokeAsync(new AnswerRating(Message, withdraw ? null : rating, null));
        _commenting = !withdraw && Message.View.Rating == rating;
    }

    private async Task CommentAsync(string? comment)
    {
        _commenting = false;
        if (string.IsNullOrWhiteSpace(comment))
            return;
        await OnRate.InvokeAsync(new AnswerRating(Message, Message.View.Rating, comment));
        _note = "Comment sent";
    }
}
