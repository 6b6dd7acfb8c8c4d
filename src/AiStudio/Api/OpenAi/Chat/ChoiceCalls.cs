using AiStudio.Gateway;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>The calls for one answer of a request: the first, and one that mends it if that is needed. Used by one logical flow at a time.</summary>
/// <param name="index">Which of the request's answers, from 0 on.</param>
/// <param name="make">Makes a call of the request, by its number from 0 on.</param>
internal sealed class ChoiceCalls(int index, Func<byte, GatewayCall> make)
{
    /// <summary>How many there are at most; the calls of a request are numbered by it.</summary>
    public const int Most = 2;

    private readonly List<GatewayCall> _made = new(Most);

    public int Index => index;

    public IReadOnlyList<GatewayCall> Made => _made;

    /// <summary>Which answer a call is for, by its number in the request.</summary>
    public static int IndexOf(byte number) => number / Most;

    public GatewayCall Next()
    {
        _made.Add(make((byte)((index * Most) + _made.Count)));
        return _made[^1];
    }
}
