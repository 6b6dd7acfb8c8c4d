using System.Text.Json;

namespace AiStudio.Features.Evals.Checks;

/// <summary>A call that the model made.</summary>
internal sealed record CalledTool(string Tool, JsonElement Arguments);
