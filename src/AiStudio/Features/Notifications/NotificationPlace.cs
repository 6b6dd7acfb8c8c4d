using System.Globalization;

namespace AiStudio.Features.Notifications;

/// <summary>
/// How far a person has been told. Ids are made in the order of time, but one that was made earlier may be committed later: what was told of the last minute is named too,
/// so that whoever goes on from here misses none of them and hears none twice.
/// </summary>
/// <param name="Last">The latest that was told; the zero id for none.</param>
/// <param name="Told">What else was told of the minute before it.</param>
internal sealed record NotificationPlace(Guid Last, IReadOnlyList<Guid> Told)
{
    // No transaction that tells somebody takes longer.
    private const long LateMs = 60_000;
    // It is sent along as a header.
    private const int MostTold = 100;

    /// <summary>Before everything.</summary>
    public static readonly NotificationPlace Beginning = new(Guid.Empty, []);

    /// <summary>What has a smaller id than this was told, or never will be.</summary>
    public Guid Floor => Guid.ParseExact(Math.Max(0, MillisecondsOf(Last) - LateMs).ToString("x12", CultureInfo.InvariantCulture).PadRight(32, '0'), "N");

    /// <summary>The same after one more.</summary>
    public NotificationPlace After(Guid id)
    {
        var here = this with { Last = id.CompareTo(Last) > 0 ? id : Last };
        return here with { Told = [.. Told.Append(Last).Append(id).Where(told => told != here.Last && told.CompareTo(here.Floor) > 0).Distinct().OrderDescending().Take(MostTold)] };
    }

    /// <summary>What <see cref="ToString"/> wrote; null for anything else.</summary>
    public static NotificationPlace? Parse(string text)
    {
        var ids = text.Split('.').Select(part => Guid.TryParseExact(part, "N", out var id) ? id : (Guid?)null).ToList();
        return ids.Count <= MostTold + 1 && ids.TrueForAll(id => id is not null) ? new NotificationPlace(ids[0]!.Value, [.. ids.Skip(1).Select(id => id!.Value)]) : null;
    }

    public override string ToString() => string.Join('.', Told.Prepend(Last).Select(id => id.ToString("N")));

    // The first 48 bits of an id.
    private static long MillisecondsOf(Guid id) => long.Parse(id.ToString("N").AsSpan(0, 12), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
