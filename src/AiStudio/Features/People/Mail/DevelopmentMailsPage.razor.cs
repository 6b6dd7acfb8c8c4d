using System.Net;
using AiStudio.Platform.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.Mail;

/// <summary>Shows links that open accounts, so it is there only without a mail server, only when asked for (<see cref="MailOptions.ShowFiles"/>), and only to a browser on the machine itself.</summary>
public partial class DevelopmentMailsPage
{
    private bool _isHere;
    private string? _shown;
    private IReadOnlyList<MailFile> _mails = [];

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "name")]
    private string? Name { get; set; }

    [Inject]
    private IMailSender Sender { get; set; } = null!;

    [Inject]
    private IOptions<MailOptions> Options { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (!Options.Value.ShowFiles || Sender is not MailFiles files || !IsLocal())
        {
            Context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        _isHere = true;
        _mails = files.ListHeads();
        _shown = Name is null ? null : await files.ReadAsync(Name, Context.RequestAborted);
    }

    // A proxy on the same machine speaks for somebody else, and some do not say so: that is what the setting is for. A foreign site that resolves to this machine has another host.
    private bool IsLocal() =>
        Context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && Context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !Context.Request.Headers.ContainsKey("X-Forwarded-For") && !Context.Request.Headers.ContainsKey("X-Original-For") && !Context.Request.Headers.ContainsKey("Forwarded");
}
