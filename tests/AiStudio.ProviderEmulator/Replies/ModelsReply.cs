using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Wire;

namespace AiStudio.ProviderEmulator.Replies;

internal static class ModelsReply
{
    public static async Task SendAsync(Call call)
    {
        await Pace.FirstByteAsync(call);
        call.Entry.End(Ending.Completed);
        var buffer = new WireBuffer();
        if (call.Request.AnthropicVersion)
            Anthropic(buffer, call.Options.Models);
        else
            OpenAi(buffer, call.Options.Models);
        await call.SendWholeAsync("application/json", buffer.Written);
    }

    private static void OpenAi(WireBuffer buffer, IReadOnlyList<string> models)
    {
        buffer.Add("{\"object\":\"list\",\"data\":["u8);
        for (var i = 0; i < models.Count; i++)
        {
            buffer.Add(i == 0 ? "{\"id\":"u8 : ",{\"id\":"u8).Quoted(models[i])
                .Add(",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"emulator\"}"u8);
        }

        buffer.Add("]}"u8);
    }

    private static void Anthropic(WireBuffer buffer, IReadOnlyList<string> models)
    {
        buffer.Add("{\"data\":["u8);
        for (var i = 0; i < models.Count; i++)
        {
            buffer.Add(i == 0 ? "{\"type\":\"model\",\"id\":"u8 : ",{\"type\":\"model\",\"id\":"u8).Quoted(models[i])
                .Add(",\"display_name\":"u8).Quoted(models[i]).Add(",\"created_at\":\"2023-11-14T22:13:20Z\"}"u8);
        }

        buffer.Add("],\"has_more\":false,\"first_id\":"u8).Quoted(models[0]).Add(",\"last_id\":"u8).Quoted(models[^1]).Add("}"u8);
    }
}
