namespace AiStudio.Gateway.Upstream;

/// <summary>A provider's API key. Prints as asterisks, so that it cannot slip into a log line.</summary>
/// <param name="value">The key in the clear; empty when the provider needs none.</param>
public sealed class ProviderKey(string value)
{
    /// <summary>No key.</summary>
    public static ProviderKey None { get; } = new(string.Empty);

    /// <summary>The key in the clear, for the adapter that sends it.</summary>
    public string Reveal() => value;

    /// <inheritdoc />
    public override string ToString() => "***";
}
