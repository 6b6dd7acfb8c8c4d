namespace AiStudio.Features.Promotion.Board;

/// <summary>Something that happened.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who did it; <see langword="null"/>: the product itself.</param>
/// <param name="State">The state afterwards.</param>
/// <param name="Text">What happened.</param>
public sealed record EventView(DateTimeOffset At, string? By, PromotionState State, string Text);
