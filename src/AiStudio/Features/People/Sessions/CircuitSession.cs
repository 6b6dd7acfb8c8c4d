using System.Data.Common;
using System.Security.Claims;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace AiStudio.Features.People.Sessions;

/// <summary>
/// Who is using a circuit, asked again every three seconds. Any change (role, membership, account, password) makes the circuit anonymous,
/// and its page goes to sign in; a session that still stands comes straight back with its new role. Signing out in another tab ends it at once.
/// </summary>
internal sealed partial class CircuitSession : RevalidatingServerAuthenticationStateProvider
{
    private readonly SessionCheck _check;
    private readonly EndedSessions _ended;
    private readonly ILogger _logger;
    private volatile Task<AuthenticationState>? _state;

    public CircuitSession(SessionCheck check, EndedSessions ended, ILoggerFactory loggers)
        : base(loggers)
    {
        (_check, _ended, _logger) = (check, ended, loggers.CreateLogger<CircuitSession>());
        AuthenticationStateChanged += state => _state = state;
        _ended.Ended += End;
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(3);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var principal = authenticationState.User;
        if (principal.ToUserId() is null)
        {
            return true;
        }

        try
        {
            return (await _check.FindAsync(principal, cancellationToken))?.Matches(principal) == true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The circuit has ended, and its question with it.
            return true;
        }
        catch (DbException ex)
        {
            // Nothing can be read or spent meanwhile; throwing everybody out would only lose what they are typing.
            LogNoAnswer(ex);
            return true;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _ended.Ended -= End;
        base.Dispose(disposing);
    }

    private void End(string session)
    {
        if (_state is { IsCompletedSuccessfully: true } state && state.Result.User.HasClaim(StudioClaims.Session, session))
        {
            // Off the listener's flow: what follows renders pages.
            _ = Task.Run(() => SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())))));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database did not answer whether a session still stands")]
    private partial void LogNoAnswer(Exception exception);
}
