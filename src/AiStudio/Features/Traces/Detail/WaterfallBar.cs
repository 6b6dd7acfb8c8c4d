using System.Globalization;

namespace AiStudio.Features.Traces.Detail;

/// <summary>A line of the waterfall. Left and width are per cent of the whole.</summary>
internal sealed record WaterfallBar(string Name, int Depth, double Left, double Width, string Took, string Colour, bool Group, double? FirstToken = null)
{
    public string Style => string.Create(CultureInfo.InvariantCulture, $"--l:{Left:0.00}%;--w:{Width:0.00}%;--c:var({Colour})");
}
