using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Guardrails;

/// <summary>The place where what goes in and what comes out will be screened. It screens nothing yet: every call passes as it is.</summary>
internal sealed class GuardrailChatClient(IChatClient inner) : DelegatingChatClient(inner);
