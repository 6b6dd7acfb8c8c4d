namespace AiStudio.ProviderEmulator.Requests;

public enum Operation
{
    ChatCompletions,
    Messages,
    Embeddings,
    Models,
    CountTokens,
}
