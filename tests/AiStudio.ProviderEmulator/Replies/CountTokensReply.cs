using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Wire;

namespace AiStudio.ProviderEmulator.Replies;

/// <summary>Anthropic's free count of what a request would be charged as input.</summary>
internal static class CountTokensReply
{
    public static async Task SendAsync(Call call)
    {
        await Pace.FirstByteAsync(call);
        call.Entry.End(Ending.Completed);
        var buffer = new WireBuffer().Add("{\"input_tokens\":"u8).Number(call.Request.InputTokens).Add("}"u8);
        await call.SendWholeAsync("application/json", buffer.Written);
    }
}
