namespace AiStudio.Gateway.ResponseCache;

/// <summary>Why an answer could be given again.</summary>
public enum CacheKind
{
    /// <summary>The same messages were sent.</summary>
    Exact,

    /// <summary>A question of the same meaning was asked.</summary>
    Semantic,
}
