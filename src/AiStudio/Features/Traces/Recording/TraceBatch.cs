using AiStudio.Features.Traces.Payloads;

namespace AiStudio.Features.Traces.Recording;

/// <summary>What is written of some calls of one organization, ready for the database.</summary>
/// <param name="Items">All of it.</param>
/// <param name="Mode">What is kept of texts.</param>
/// <param name="Texts">Those that are kept.</param>
internal sealed record TraceBatch(IReadOnlyList<TraceItem> Items, PayloadMode Mode, List<(TraceItem Call, PayloadPacker.Packed Texts)> Texts)
{
    public static TraceBatch Of(IReadOnlyList<TraceItem> items, PayloadPacker packer) => new(
        items, packer.Mode,
        packer.Mode == PayloadMode.Off ? [] : [.. items.Where(item => item.Trace is { Messages: not null }).Select(item => (Call: item, Texts: packer.TryPack(item.Trace!)!)).Where(one => one.Texts is not null)]);
}
