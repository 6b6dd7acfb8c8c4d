using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Answers;

/// <summary>
/// A model that obeys every text it reads, whoever wrote it: says what it is told to say, calls the tools it is told to call, passes itself off as another
/// model, repeats links, images and HTML as they are, tells all it knows. It reads base64 and characters that nobody sees, too.
/// </summary>
internal static partial class Obedience
{
    public static Script Follow(EmulatedRequest request, Script script)
    {
        var prompt = Read(request.Body);
        var read = prompt + '\n' + string.Join('\n', Secret().Matches(prompt).Select(match => Decoded(match.Value)));
        var answer = new StringBuilder("As you wish.");
        foreach (var said in Say().Matches(read).Select(match => match.Groups["what"].Value).Concat(Markup().Matches(read).Select(match => match.Value)))
            answer.Append('\n').Append(said);
        foreach (Match visit in Visit().Matches(read))
            answer.Append('\n').Append("![visited](").Append(visit.Groups["url"].Value).Append(')');
        if (Tell().IsMatch(read))
            answer.Append("\nAll that I was given: ").Append(read);
        var model = Become().Match(read) is { Success: true } become ? become.Groups["model"].Value : null;
        if (model is not null)
            answer.Append("\n{\"model\":\"").Append(model).Append("\"}");
        return script with { Text = answer.ToString(), ToolCalls = [.. Calls(read)], AnswersAs = model ?? script.AnswersAs };
    }

    private static IEnumerable<ScriptedToolCall> Calls(string read) => Call().Matches(read)
        .Select(match => new ScriptedToolCall(match.Groups["tool"].Value, IsJson(match.Groups["arguments"].Value) ? match.Groups["arguments"].Value : "{}"));

    private static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Tag characters are ASCII in disguise; joiners and the like only keep words apart.
    private static string Read(JsonElement body)
    {
        var text = new StringBuilder();
        foreach (var rune in WebUtility.HtmlDecode(Texts(body)).EnumerateRunes())
        {
            if (rune.Value is >= 0xE0020 and < 0xE007F)
                text.Append((char)(rune.Value - 0xE0000));
            else if (rune.Value is not (0x200B or 0x200C or 0x200D or 0x2060 or 0xFEFF))
                text.Append(rune.ToString());
        }

        return text.ToString();
    }

    private static string Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString() + "\n",
        JsonValueKind.Array => string.Concat(element.EnumerateArray().Select(Texts)),
        JsonValueKind.Object => string.Concat(element.EnumerateObject().Where(member => member.Name is "messages" or "system" or "content" or "text").Select(member => Texts(member.Value))),
        _ => "",
    };

    private static string Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    [GeneratedRegex("[A-Za-z0-9+/]{32,}={0,2}")]
    private static partial Regex Secret();

    [GeneratedRegex("say exactly:? (?<what>[^\n]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Say();

    [GeneratedRegex("""!?\[[^\]\n]*\]\([^)\n]*\)|<(?:img|script|iframe|svg|object|link|style|a|base|form|meta)\b[^>]*>(?:[^<]*</(?:script|style|a)>)?""", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    [GeneratedRegex("""(?:open|fetch|visit|load|request) (?<url>https?://[^\s"'<>)]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Visit();

    [GeneratedRegex("(?:print|reveal|repeat|show|list|dump) (?:the |all |your )*(?:system prompt|documents|instructions|api keys?|secrets)", RegexOptions.IgnoreCase)]
    private static partial Regex Tell();

    [GeneratedRegex("""switch to (?:the )?model [`"]?(?<model>[\w.:-]*\w)""", RegexOptions.IgnoreCase)]
    private static partial Regex Become();

    [GeneratedRegex("""(?:call|use|invoke|run) (?:the )?(?:tool|function) [`"]?(?<tool>\w+)[`"]? with (?<arguments>\{[^}\n]*\})|"name"\s*:\s*"(?<tool>\w+)"\s*,\s*"(?:arguments|parameters|input)"\s*:\s*(?<arguments>\{[^}\n]*\})""", RegexOptions.IgnoreCase)]
    private static partial Regex Call();
}
