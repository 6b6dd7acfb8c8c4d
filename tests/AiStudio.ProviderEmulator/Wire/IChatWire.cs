using AiStudio.ProviderEmulator.Answers;

namespace AiStudio.ProviderEmulator.Wire;

/// <summary>One answer in one protocol's form. Holds the place in the stream, so one per call.</summary>
internal interface IChatWire
{
    void Whole(WireBuffer buffer);

    void Opening(WireBuffer buffer);

    void Chunk(WireBuffer buffer, Piece piece);

    void Closing(WireBuffer buffer);
}
