using System.Globalization;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Answers;

/// <summary>The billed figures and how they are to be told.</summary>
internal sealed record Usage(
    int Input, int Cached, int CacheWrite, int Output, int Reasoning, UsageFrame Frame, string? Json)
{
    /// <summary>A figure as it goes on the wire.</summary>
    public string Figure(int value) => Frame switch
    {
        UsageFrame.Zero => "0",
        UsageFrame.Negative => "-7",
        UsageFrame.Huge => "1000000000000000000",
        UsageFrame.Fractional => value.ToString(CultureInfo.InvariantCulture) + ".5",
        UsageFrame.NotANumber => "NaN",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What stands in place of the usage object; null when it is an object with figures.</summary>
    public string? InPlace => Json ?? Frame switch
    {
        UsageFrame.Null => "null",
        UsageFrame.Empty => "{}",
        _ => null,
    };
}
