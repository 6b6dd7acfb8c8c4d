using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>The place where an answer that is already known will be given again. It remembers nothing yet: every call goes on to a model.</summary>
internal sealed class ResponseCacheChatClient(IChatClient inner) : DelegatingChatClient(inner);
