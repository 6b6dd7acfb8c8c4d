namespace AiStudio.Features.Spend.Budgets.Course;

/// <summary>Somebody whose calls were refused for lack of money.</summary>
/// <param name="Who">The person, or the key.</param>
/// <param name="UserId">The person; null: nobody.</param>
/// <param name="ApiKeyId">The key; null: without one.</param>
/// <param name="Feature">What the calls were for.</param>
/// <param name="Calls">How many.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
public sealed record RefusedRow(string Who, Guid? UserId, Guid? ApiKeyId, string Feature, long Calls, DateTimeOffset First, DateTimeOffset Last);
