namespace AiStudio.Gateway.ResponseCache;

/// <summary>When an answer to another question of the same meaning will do. Everything but the question must be equal: scope, prompt version, model, parameters, tools, earlier messages and documents.</summary>
/// <param name="AssistantId">Whose setting this is: hits are reported, and the threshold tightens, for it.</param>
/// <param name="Question">The question as the person wrote it.</param>
/// <param name="Derived">How many of the last messages are made from the question: 1 for the question itself, 2 when the passages found for it stand before it.</param>
/// <param name="KnowledgeVersion">Changes with every document that the answer may be based on, so that a new version of any of them misses.</param>
/// <param name="Threshold">The least cosine similarity of the questions; 1 or more finds nothing.</param>
/// <param name="RecheckShare">The share of hits, 0 – 1, whose question is asked again in the background to compare the answers.</param>
/// <param name="EmbeddingModel">The alias or model that embeds questions.</param>
/// <param name="JudgeModel">The alias or model that says whether two answers agree. When it gives no verdict, their embeddings are compared.</param>
public sealed record SemanticPolicy(
    Guid AssistantId,
    string Question,
    int Derived,
    string KnowledgeVersion,
    double Threshold,
    double RecheckShare,
    string EmbeddingModel,
    string JudgeModel);
