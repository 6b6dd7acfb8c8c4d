using AiStudio.Gateway.Upstream;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AiStudio.Features.Models;

/// <summary>A provider's kind is stored in lower case.</summary>
internal static class ProviderKindText
{
    public static ValueConverter<ProviderKind, string> Converter { get; } = new(kind => kind.ToString().ToLowerInvariant(), text => Enum.Parse<ProviderKind>(text, true));
}
