namespace AiStudio.Platform.Results;

/// <summary>The value of a success that has nothing to say: <c>Result&lt;Done&gt;</c>.</summary>
internal sealed class Done
{
    private Done()
    {
    }

    public static Done Value { get; } = new();
}
