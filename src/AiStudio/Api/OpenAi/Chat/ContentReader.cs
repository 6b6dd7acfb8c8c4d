using System.Text.Json;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>The content of a message: a string, or parts.</summary>
internal static class ContentReader
{
    public static List<AIContent> TextOnly(RequestObject message) => Read(message, images: false);

    public static List<AIContent> Any(RequestObject message) => Read(message, images: true);

    private static List<AIContent> Read(RequestObject message, bool images)
    {
        var path = message.At("content");
        if (message.Find("content") is not { } content)
            throw RequestObject.Refused(OpenAiErrors.Missing(path));
        if (content.ValueKind == JsonValueKind.String)
            return [new TextContent(RequestObject.TextOf(content, path))];
        if (content.ValueKind != JsonValueKind.Array)
            throw RequestObject.Refused(OpenAiErrors.WrongType(path, "a string or an array of parts"));
        var parts = message.Items("content").Select(item => Part(RequestObject.ObjectOf(item.Value, item.Path), images)).ToList();
        return parts.Count > 0 ? parts : throw RequestObject.Refused(OpenAiErrors.WrongValue(path, "at least one part"));
    }

    private static AIContent Part(RequestObject part, bool images) => part.RequiredText("type") switch
    {
        "text" => new TextContent(part.Text("text") ?? throw RequestObject.Refused(OpenAiErrors.Missing(part.At("text")))),
        "refusal" => new TextContent(part.RequiredText("refusal")),
        "image_url" when images => Detailed(part.RequiredObject("image_url")),
        var type => throw RequestObject.Refused(OpenAiErrors.Invalid(
            "unsupported_value", part.At("type"), images ? $"Parts of type “{type}” are not supported: text and image_url are." : $"Parts of type “{type}” are not supported here: only text is.")),
    };

    private static AIContent Detailed(RequestObject image) => image.Text("detail") switch
    {
        null => Image(image),
        ("auto" or "low" or "high") and var detail => ImageDetail.With(Image(image), detail),
        _ => throw RequestObject.Refused(OpenAiErrors.WrongValue(image.At("detail"), "auto, low or high")),
    };

    private static AIContent Image(RequestObject image)
    {
        var (url, path) = (image.RequiredText("url"), image.At("url"));
        try
        {
            if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            {
                var data = new DataContent(url);
                return data.HasTopLevelMediaType("image") ? data : throw RequestObject.Refused(OpenAiErrors.WrongValue(path, "an image"));
            }

            // The provider fetches it; this server never does.
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("https" or "http")
                ? new UriContent(address, "image/*")
                : throw NoImage(path);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw NoImage(path);
        }
    }

    private static RefusedRequestException NoImage(string path) => RequestObject.Refused(OpenAiErrors.WrongValue(path, "an https address or a data URL of an image"));
}
