using Microsoft.EntityFrameworkCore;

namespace AiStudio.Platform.Data;

/// <summary>How one node tells the others, from inside a transaction: they hear of it when it commits, never of what is rolled back.</summary>
internal static class Notifications
{
    /// <summary>Every topic goes over one channel, so that subscribing needs no round trip and order holds across topics.</summary>
    public const string Channel = "studio";

    /// <summary>Payloads carry ids, never text: every node of the installation hears every organization's.</summary>
    public static Task NotifyAsync(this StudioDb db, string topic, string payload, CancellationToken cancellationToken)
    {
        var message = $"{topic} {payload}";
        return db.Database.ExecuteSqlAsync($"select pg_notify({Channel}, {message})", cancellationToken);
    }
}
