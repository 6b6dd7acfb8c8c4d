using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>How closely a model shall look at an image, in OpenAI's words; it stands with the image.</summary>
public static class ImageDetail
{
    private const string Key = "detail";

    /// <summary><paramref name="image"/>, to be looked at so closely: <c>auto</c>, <c>low</c> or <c>high</c>.</summary>
    public static AIContent With(AIContent image, string detail)
    {
        ArgumentNullException.ThrowIfNull(image);
        (image.AdditionalProperties ??= [])[Key] = detail;
        return image;
    }

    /// <summary>What was asked; <see langword="null"/> for nothing.</summary>
    internal static string? Of(AIContent image) => image.AdditionalProperties?.TryGetValue(Key, out var detail) == true ? detail?.ToString() : null;
}
