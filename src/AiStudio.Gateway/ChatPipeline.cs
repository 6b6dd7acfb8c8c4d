using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

internal static class ChatPipeline
{
    public static IChatClient Build(IServiceProvider services) => throw new NotImplementedException();
}
