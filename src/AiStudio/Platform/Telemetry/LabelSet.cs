namespace AiStudio.Platform.Telemetry;

/// <summary>The labels of a measurement as they came, without those that are not kept: equal when they came in the same order with equal values.</summary>
internal readonly struct LabelSet : IEquatable<LabelSet>
{
    private readonly KeyValuePair<string, object?>[] _kept;
    private readonly int _hash;

    private LabelSet(KeyValuePair<string, object?>[] kept)
    {
        _kept = kept;
        var hash = new HashCode();
        foreach (var (_, value) in kept)
            hash.Add(value!.GetHashCode());
        _hash = hash.ToHashCode();
    }

    public static LabelSet Of(ReadOnlySpan<KeyValuePair<string, object?>> tags, string[] labels)
    {
        var count = 0;
        foreach (var tag in tags)
            count += IsKept(tag, labels) ? 1 : 0;
        if (count == 0)
            return new([]);
        var kept = new KeyValuePair<string, object?>[count];
        count = 0;
        foreach (var tag in tags)
        {
            if (IsKept(tag, labels))
                kept[count++] = tag;
        }

        return new(kept);
    }

    public bool Equals(LabelSet other)
    {
        if (_hash != other._hash || _kept.Length != other._kept.Length)
            return false;
        for (var i = 0; i < _kept.Length; i++)
        {
            if (_kept[i].Key != other._kept[i].Key || !_kept[i].Value!.Equals(other._kept[i].Value))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is LabelSet other && Equals(other);

    public override int GetHashCode() => _hash;

    private static bool IsKept(KeyValuePair<string, object?> tag, string[] labels) => tag.Value is not null && Array.IndexOf(labels, tag.Key) >= 0;
}
