using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>A point of the path of a call with an <c>Idempotency-Key</c> at which the node is killed.</summary>
/// <param name="Name">Where.</param>
/// <param name="Stream">Whether the answer is a stream.</param>
/// <param name="Asks">How often the provider is asked in the end: twice where its answer was lost with the node, or half of it.</param>
/// <param name="Locked">The table that the node cannot write to, and so waits at.</param>
/// <param name="LockedLate">Only from when the provider is asked.</param>
/// <param name="Script">How the provider holds the call.</param>
/// <param name="Heard">After so many words of the stream.</param>
/// <param name="DeafProvider">The provider takes the connection and never reads.</param>
internal sealed record KillPoint(
    string Name, bool Stream, int Asks, string? Locked = null, bool LockedLate = false, Script? Script = null, int Heard = 0, bool DeafProvider = false)
{
    public static readonly IReadOnlyList<KillPoint> All =
    [
        new("before the key is begun", Stream: false, Asks: 1, Locked: "idempotency_record"),
        new("after it is begun, before the hold", Stream: true, Asks: 1, Locked: "hold"),
        new("after the hold, before the provider hears", Stream: false, Asks: 1, DeafProvider: true),
        new("while the provider thinks", Stream: false, Asks: 2, Script: new() { DelayMs = 60_000 }),
        new("at the first token", Stream: true, Asks: 2, Script: Hangs(after: 1), Heard: 1),
        new("in mid-stream", Stream: true, Asks: 2, Script: Hangs(after: 9), Heard: 9),
        new("after the last token, before the count", Stream: true, Asks: 2, Script: Hangs(after: Words), Heard: Words),
        new("after the count, before the settlement", Stream: false, Asks: 2, Locked: "ledger_entry"),
        new("after the settlement, before the record", Stream: true, Asks: 2, Locked: "call"),
        new("after the record, before the answer is kept", Stream: false, Asks: 2, Locked: "idempotency_record", LockedLate: true, Script: new() { DelayMs = 300 }),
        new("after a stream's last word, before its answer is kept", Stream: true, Asks: 2, Locked: "idempotency_record", LockedLate: true, Script: new() { TokenCount = Words, DelayMs = 300 }),
        new("after the answer is kept, as it is sent", Stream: false, Asks: 1),
    ];

    public const int Words = 20;

    public override string ToString() => Name;

    private static Script Hangs(int after) => new() { TokenCount = Words, Fault = new(FaultKind.Hang) { AfterChunks = after } };
}
