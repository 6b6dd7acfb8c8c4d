namespace AiStudio.Api.OpenAi.Models;

/// <summary>A name that a program may ask for.</summary>
/// <param name="Id">An alias or a pinned id.</param>
/// <param name="Since">From when on it stands at its price.</param>
/// <param name="Owner">The provider connection of a pinned id; <c>aistudio</c> for an alias.</param>
internal sealed record ListedModel(string Id, DateTimeOffset Since, string Owner);
