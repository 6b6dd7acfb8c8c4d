using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>A function that a model may call and whoever asks runs.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does; may be <see langword="null"/>.</param>
/// <param name="parameters">The JSON Schema of its arguments.</param>
/// <param name="strict">Whether the arguments have to fit the schema, where the provider can see to that; <see langword="null"/> leaves it to the provider.</param>
public sealed class DeclaredFunction(string name, string? description, JsonElement parameters, bool? strict) : AIFunctionDeclaration
{
    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override string Description => description ?? string.Empty;

    /// <inheritdoc />
    public override JsonElement JsonSchema => parameters;

    /// <summary>Whether the arguments have to fit the schema.</summary>
    public bool? Strict => strict;

    /// <summary>What was said of it when <paramref name="tool"/> was declared.</summary>
    public static bool? StrictOf(AITool tool) => (tool as DeclaredFunction)?.Strict;
}
