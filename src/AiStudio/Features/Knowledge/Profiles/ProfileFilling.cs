namespace AiStudio.Features.Knowledge.Profiles;

/// <summary>A base on its way to another embedding profile, and how many of its chunks have no vector there yet.</summary>
internal sealed record ProfileFilling(Guid KnowledgeBaseId, Guid ProfileId, string Model, int Dimensions, bool IsLive, int Missing);
