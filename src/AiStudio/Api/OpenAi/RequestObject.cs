using System.Runtime.InteropServices;
using System.Text.Json;

namespace AiStudio.Api.OpenAi;

/// <summary>An object in a request, and where it stands there. A member that is null counts as left out; one that nobody asks for is ignored.</summary>
internal readonly struct RequestObject(JsonElement element, string path)
{
    /// <summary>The path of a member, as errors name it.</summary>
    public string At(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The object as it was sent.</summary>
    public byte[] Raw => JsonMarshal.GetRawUtf8Value(element).ToArray();

    public JsonElement? Find(string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            // The name of some member has half a surrogate pair.
            throw Refused(OpenAiErrors.WrongValue(path, "an object whose names are text in Unicode"));
        }
    }

    public string? Text(string name) => Find(name) is { } value ? TextOf(value, At(name)) : null;

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw Refused(OpenAiErrors.Missing(At(name)));

    public bool? Flag(string name) => Find(name) is not { } value
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Refused(OpenAiErrors.WrongType(At(name), "true or false")),
        };

    public long? Integer(string name, long least, long most)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            throw Refused(OpenAiErrors.WrongType(At(name), "an integer"));
        return number >= least && number <= most ? number : throw Refused(OpenAiErrors.WrongValue(At(name), $"an integer from {least} to {most}"));
    }

    public float? Number(string name, float least, float most)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetSingle(out var number))
            throw Refused(OpenAiErrors.WrongType(At(name), "a number"));
        return number >= least && number <= most ? number : throw Refused(OpenAiErrors.WrongValue(At(name), $"a number from {least} to {most}"));
    }

    public RequestObject? Object(string name) => Find(name) is { } value ? ObjectOf(value, At(name)) : null;

    public RequestObject RequiredObject(string name) => Object(name) ?? throw Refused(OpenAiErrors.Missing(At(name)));

    /// <summary>The items of an array with their paths; none when it is left out.</summary>
    public IEnumerable<(JsonElement Value, string Path)> Items(string name)
    {
        if (Find(name) is not { } value)
            return [];
        var at = At(name);
        return value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select((item, index) => (item, $"{at}[{index}]"))
            : throw Refused(OpenAiErrors.WrongType(at, "an array"));
    }

    /// <summary>Refuses a member that is there, unless it says only what is so anyway.</summary>
    public void Refuse(string name, string reason, Func<JsonElement, bool>? unless = null)
    {
        if (Find(name) is { } value && unless?.Invoke(value) != true)
            throw Refused(OpenAiErrors.Unsupported(At(name), reason));
    }

    public static RequestObject ObjectOf(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Object ? new(value, path) : throw Refused(OpenAiErrors.WrongType(path, "an object"));

    public static string TextOf(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Refused(OpenAiErrors.WrongType(path, "a string"));
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8.
            throw Refused(OpenAiErrors.WrongValue(path, "text in Unicode"));
        }
    }

    public static RefusedRequestException Refused(OpenAiError error) => new(error);
}
