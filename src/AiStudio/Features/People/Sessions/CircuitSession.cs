using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace AiStudio.Features.People.Sessions;

/// <summary>
/// Who is using a circuit, asked again every three seconds. Any change (role, membership, account, password) makes the circuit anonymous,
/// and its page goes to sign in; a session that still stands comes straight back with its new role.
/// </summary>
internal sealed partial class CircuitSession(SessionCheck check, ILoggerFactory loggers) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<CircuitSession>();

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
            return (await check.FindAsync(principal, cancellationToken))?.Matches(principal) == true;
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

    [LoggerMessage(LogLevel.Warning, "The database did not answer whether a session still stands")]
    private partial void LogNoAnswer(Exception exception);
}
