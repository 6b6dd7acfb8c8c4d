namespace AiStudio.Gateway.ResponseCache;

/// <summary>The cosine of the angle between two vectors of one length; 0 when one of them has no direction.</summary>
internal static class Cosine
{
    public static double Similarity(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double product = 0, leftSquare = 0, rightSquare = 0;
        for (var i = 0; i < left.Length; i++)
        {
            product += (double)left[i] * right[i];
            leftSquare += (double)left[i] * left[i];
            rightSquare += (double)right[i] * right[i];
        }

        return leftSquare == 0 || rightSquare == 0 ? 0 : product / Math.Sqrt(leftSquare * rightSquare);
    }
}
