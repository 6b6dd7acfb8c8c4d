namespace AiStudio.ProviderEmulator.Answers;

/// <summary>A unit vector from the hashes of the words: the same text is the same vector, and shared words bring texts near.</summary>
internal static class Embedding
{
    private const int SlotsPerWord = 4;

    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        // Keeps an empty text from having no direction at all.
        vector[0] = 0.01f;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var hash = Fnv(word);
            for (var slot = 0; slot < SlotsPerWord; slot++)
            {
                hash = hash * 6364136223846793005UL + 1442695040888963407UL;
                vector[(int)((hash >> 33) % (ulong)dimensions)] += (hash & (1UL << 32)) == 0 ? 1f : -1f;
            }
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        for (var i = 0; i < dimensions; i++)
            vector[i] /= length;
        return vector;
    }

    private static ulong Fnv(string word)
    {
        var hash = 14695981039346656037UL;
        foreach (var character in word)
            hash = (hash ^ char.ToLowerInvariant(character)) * 1099511628211UL;
        return hash;
    }
}
