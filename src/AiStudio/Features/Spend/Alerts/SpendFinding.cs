using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Spend.Alerts;

/// <summary>Something about an organization's spend that is remarkable, or is so no longer.</summary>
/// <param name="Scope">Whose.</param>
/// <param name="Rule">spend_of_feature, spend_of_model, spend_of_person or unpriced_model.</param>
/// <param name="Subject">The feature, the model, or the person's id.</param>
/// <param name="NowNanoUsd">Spent in the last 24 hours; of a person, today.</param>
/// <param name="UsualNanoUsd">Spent in the 24 hours before; of a person, on the middle day of the last 28.</param>
/// <param name="Calls">Refused in the last 24 hours, of an unpriced model.</param>
/// <param name="IsNew">Whether it is to be told, rather than over.</param>
internal sealed record SpendFinding(TenantScope Scope, string Rule, string Subject, long NowNanoUsd, long UsualNanoUsd, long Calls, bool IsNew);
