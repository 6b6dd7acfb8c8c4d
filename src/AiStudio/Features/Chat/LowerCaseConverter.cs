using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AiStudio.Features.Chat;

/// <summary>An enum as the migrations' check constraints spell it: in lower case.</summary>
internal sealed class LowerCaseConverter<T>() : ValueConverter<T, string>(value => ToText(value), text => FromText(text))
    where T : struct, Enum
{
    private static string ToText(T value) => value.ToString().ToLowerInvariant();

    private static T FromText(string text) => Enum.Parse<T>(text, ignoreCase: true);
}
